// What every page listens to. Each module adds to something that works without it.
import "./menu.js";
import "./theme.js";
import "./toasts.js";
import "./live.js";
import "./suggestions.js";
