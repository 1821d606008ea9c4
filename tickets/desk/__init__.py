"""The agents' desk: the queue and the thread, shown inside the admin's frame. All changes go through the services."""
