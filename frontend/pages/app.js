// What the pages do beyond plain HTML. Everything works without this file; it only makes it quicker.
// No inline handlers and no eval: the Content-Security-Policy allows neither.
import "../styles/app.scss";
import "htmx.org/dist/htmx.esm.js";
import { watchForms } from "./forms.js";
import { watchGrids } from "./grid.js";
import { watchKeys } from "./keys.js";
import { watchNumbers } from "./numbers.js";
import { watchPasskeys } from "./passkeys.js";
import { watchPopovers } from "./popovers.js";

watchGrids(document);
watchKeys(document);
watchPasskeys(document);
watchPopovers(document);
watchNumbers(document);
watchForms(document);
