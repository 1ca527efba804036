// Keys: "/" goes to the search field, and a decision's own key presses its button.

const typing = (element) =>
  element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName);

export function watchKeys(page) {
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      const search = [...page.querySelectorAll("[data-search]")].find((field) => field.offsetParent);
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
      return;
    }
    const button = [...page.querySelectorAll("[data-key]")].find(
      (candidate) => candidate.dataset.key === event.key && candidate.offsetParent,
    );
    if (button) {
      event.preventDefault();
      button.click();
    }
  });
}
