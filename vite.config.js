// Builds frontend/ into the files that travel in the wheel: app.css and app.js, by these fixed names.
// The pages add a version to the address (templatetag asset_version), so no manifest is needed.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig } from "vite";

// The Content-Security-Policy forbids eval, and htmx is told never to use it (htmx-config in document.html).
// The one direct call is taken out, because its mere presence keeps the minifier from renaming anything.
const withoutEval = {
  name: "without-eval",
  transform(code, id) {
    if (!id.includes("htmx.org")) return null;
    const kept = code.replace("return eval(str)", "return undefined");
    if (kept === code) this.error("htmx no longer has the eval that is taken out here; look again.");
    return { code: kept, map: null };
  },
};

// Beside each file its gzip and brotli twin, which WhiteNoise serves to browsers that take them.
const compressed = {
  name: "compressed",
  closeBundle() {
    for (const name of ["app.css", "app.js"]) {
      const path = fileURLToPath(new URL(`src/tepat/web/static/dist/${name}`, import.meta.url));
      const bytes = readFileSync(path);
      writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      writeFileSync(`${path}.br`, brotliCompressSync(bytes));
    }
  },
};

export default defineConfig({
  root: "frontend",
  publicDir: false,
  plugins: [withoutEval, compressed],
  css: {
    preprocessorOptions: {
      scss: {
        loadPaths: ["node_modules"],
        // Bootstrap 5.3 is written for Sass's older module system.
        quietDeps: true,
        silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
      },
    },
  },
  build: {
    outDir: "../src/tepat/web/static/dist",
    emptyOutDir: true,
    target: ["chrome109", "firefox115", "safari16"],
    cssCodeSplit: false,
    reportCompressedSize: true,
    rollupOptions: {
      input: "frontend/pages/app.js",
      output: {
        format: "iife",
        entryFileNames: "app.js",
        assetFileNames: "app[extname]",
      },
    },
  },
});
