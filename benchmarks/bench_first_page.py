"""What the first page weighs as it travels: the page, its styles and its script, compressed."""

import re

from benchmarks.machine import table, verdict
from benchmarks.site import Browser, add_user, data_folder, served

LIMIT_KB = 60
PAGES = (("masuk (login)", "/akun/masuk/"), ("beranda", "/"), ("daftar", "/daftar/"))


def main() -> bool:
    rows, worst = [], 0.0
    with data_folder():
        password = add_user("ukur", "regency_verifier", "64.08")
        with served() as port:
            browser = Browser(port)
            for name, path in PAGES:
                if path != "/akun/masuk/" and "sessionid" not in browser.cookies:
                    browser.log_in("ukur", password)
                page = browser.get(path, compressed=True)
                html = browser.get(path).body.decode()
                assets = sorted(
                    set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js|woff2)(?:\?[^"]*)?)"', html))
                )
                sizes = [len(browser.get(asset, compressed=True).body) for asset in assets]
                total = (len(page.body) + sum(sizes)) / 1000
                worst = max(worst, total)
                parts = " + ".join(f"{size / 1000:.1f}" for size in (len(page.body), *sizes))
                rows.append(
                    [name, page.status, parts, f"{total:.1f} kB", f"{LIMIT_KB} kB", verdict(total, LIMIT_KB)]
                )
    table(("page", "status", "page + assets, kB", "total", "limit", ""), rows)
    return worst <= LIMIT_KB


if __name__ == "__main__":
    raise SystemExit(not main())
