// A grid of fields is filled in with the keyboard: Enter goes on, arrows go up and down until one types (then they
// belong to the suggestions), Ctrl+Z takes back the last field that was changed.

export function watchGrids(page) {
  for (const grid of page.querySelectorAll("[data-grid]")) watch(grid);
}

function watch(grid) {
  const fields = () => [...grid.querySelectorAll("input.form-control:enabled")];
  const changes = [];
  let before = "";

  const go = (from, step) => {
    const all = fields();
    const next = all[all.indexOf(from) + step];
    next?.focus();
    next?.select();
    return next !== undefined;
  };

  grid.addEventListener("focusin", (event) => {
    before = event.target.value;
  });
  grid.addEventListener("change", (event) => {
    if (!fields().includes(event.target)) return;
    changes.push([event.target, before]);
    before = event.target.value;
  });
  grid.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!fields().includes(field)) return;
    const untouched = field.value === before;
    if (event.key === "Enter") {
      // On the last field Enter saves, as in any form.
      if (go(field, 1)) event.preventDefault();
    } else if (untouched && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      go(field, event.key === "ArrowDown" ? 1 : -1);
    } else if (untouched && event.key === "z" && (event.ctrlKey || event.metaKey) && changes.length) {
      event.preventDefault();
      const [changed, value] = changes.pop();
      changed.value = value;
      changed.focus();
      before = value;
    }
  });
}
