// A revealed identity number hides again after a minute, and at once when the page is put away.

const hide = (number) => {
  const masked = number.closest(".masked");
  number.textContent = number.dataset.mask;
  number.removeAttribute("data-hide-after");
  masked?.querySelector(".masked-note")?.remove();
  masked?.querySelector("button")?.removeAttribute("hidden");
};

const arm = (root) => {
  for (const number of root.querySelectorAll("[data-hide-after]:not([data-armed])")) {
    number.dataset.armed = "1";
    setTimeout(hide, Number(number.dataset.hideAfter) * 1000, number);
  }
};

export function watchNumbers(page) {
  arm(page);
  page.addEventListener("htmx:afterSettle", () => arm(page));
  // The browser keeps a left page as it stood; a number must not be waiting there.
  addEventListener("pagehide", () => page.querySelectorAll("[data-hide-after]").forEach(hide));
}
