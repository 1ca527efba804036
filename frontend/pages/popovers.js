// Small panels are <details class="pop">; here they close as people expect: Escape, a press outside, another opened.
// One that holds the search field opens with the cursor in it.

const opened = (page) => page.querySelectorAll("details.pop[open]");

export function watchPopovers(page) {
  page.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-close]");
    for (const details of opened(page)) {
      if (closer ? details.contains(closer) : !details.contains(event.target)) details.open = false;
    }
  });
  page.addEventListener(
    "toggle",
    (event) => {
      if (event.target.open) event.target.querySelector("[data-search]")?.focus();
    },
    true,
  );
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const details of opened(page)) {
      const inside = details.contains(page.activeElement);
      details.open = false;
      if (inside) details.querySelector("summary").focus();
    }
  });
}
