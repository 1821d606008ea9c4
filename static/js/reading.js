// What scripts add to a text: the table of contents shows where one is, and code can be copied.
const links = new Map();
for (const link of document.querySelectorAll("[data-toc] a")) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) links.set(heading, link);
}

// The current section is that of the last heading above this part of the window.
const LINE = 0.15;

function mark(current) {
  for (const [heading, link] of links) {
    if (heading === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const link = links.get(current);
  const box = link.closest("nav");
  if (link.offsetTop < box.scrollTop || link.offsetTop + link.offsetHeight > box.scrollTop + box.clientHeight) {
    box.scrollTop = link.offsetTop - box.clientHeight / 2;
  }
}

if (links.size) {
  const headings = [...links.keys()];
  let marked;
  const observer = new IntersectionObserver(() => {
    const line = innerHeight * LINE;
    const current = headings.findLast((heading) => heading.getBoundingClientRect().top < line) ?? headings[0];
    if (current !== marked) mark((marked = current));
  }, { rootMargin: `0px 0px -${100 - 100 * LINE}% 0px` });
  for (const heading of headings) observer.observe(heading);
}

document.querySelector(".toc-short")?.addEventListener("click", ({ target, currentTarget }) => {
  if (target.closest("a")) currentTarget.open = false;
});

const template = document.getElementById("copy-code");
if (template && navigator.clipboard) {
  for (const code of document.querySelectorAll(".prose > pre")) {
    const holder = document.createElement("div");
    holder.className = "code-block";
    code.replaceWith(holder);
    holder.append(code, template.content.cloneNode(true));
    const button = holder.querySelector("button");
    const label = button.querySelector("span");
    const usual = label.textContent;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent.trimEnd());
      label.textContent = button.dataset.copied;
      setTimeout(() => { label.textContent = usual; }, 2000);
    });
  }
}
