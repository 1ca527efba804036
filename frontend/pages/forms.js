// Forms: one press sends once, dropped files are listed, selections are counted.

const busy = (form) => {
  for (const button of form.querySelectorAll("button[data-busy]")) {
    button.setAttribute("aria-disabled", "true");
    button.dataset.words = button.textContent;
    button.lastChild.textContent = button.dataset.busy;
  }
};

const size = (bytes) => {
  const megabytes = bytes / 1048576;
  const lang = document.documentElement.lang;
  return megabytes < 0.1
    ? `${Math.ceil(bytes / 1024).toLocaleString(lang)} kB`
    : `${megabytes.toLocaleString(lang, { maximumFractionDigits: 1 })} MB`;
};

const list = (drop) => {
  const input = drop.querySelector("input[type=file]");
  const limit = Number(drop.dataset.limit);
  const rows = [...input.files].map((file) => {
    const row = document.createElement("li");
    row.textContent = `${file.name} · ${size(file.size)}`;
    if (file.size > limit) {
      row.className = "text-bad";
      row.textContent += ` · ${drop.dataset.tooLarge}`;
    }
    return row;
  });
  drop.querySelector("[data-files]").replaceChildren(...rows);
};

const count = (form) => {
  const bar = form.querySelector(".bulk");
  if (!bar) return;
  const rows = [...form.querySelectorAll('input[name="pilih"]')];
  const picked = rows.filter((row) => row.checked).length;
  const everything = form.querySelector('input[name="semua"]');
  bar.querySelector("[data-selected]").textContent = everything?.checked ? everything.dataset.total : picked;
  const head = form.querySelector("[data-pick-all]");
  if (head) {
    head.checked = picked > 0 && picked === rows.length;
    head.indeterminate = picked > 0 && picked < rows.length;
  }
};

export function watchForms(page) {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.querySelector("[data-busy]")) {
      form.dataset.sent = "1";
      // After the browser has read the form, so that the pressed button's own value is sent.
      setTimeout(busy, 0, form);
    }
  });
  // Coming back by the browser's button: the form may be sent again.
  addEventListener("pageshow", () => {
    for (const form of page.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[data-words]")) {
        button.removeAttribute("aria-disabled");
        button.lastChild.textContent = button.dataset.words;
      }
    }
  });

  page.addEventListener("change", (event) => {
    const target = event.target;
    const drop = target.closest("[data-drop]");
    if (drop) list(drop);
    if (target.matches("[data-pick-all]")) {
      for (const row of target.form.querySelectorAll('input[name="pilih"]')) row.checked = target.checked;
    }
    if (target.form) count(target.form);
  });
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    page.addEventListener(kind, (event) => {
      const drop = event.target.closest?.("[data-drop]");
      if (!drop) return;
      drop.classList.toggle("drop-over", kind === "dragenter" || kind === "dragover");
    });
  }
}
