"""Walking a page with the keyboard alone: everything that can be pressed is reached and seen.

WCAG 2.2: 2.1.1 keyboard, 2.1.2 no trap, 2.4.7 focus visible, 2.4.11 focus not obscured.
"""

from collections.abc import Iterator

from playwright.sync_api import Page

# Numbers everything that Tab must stop at; of a group of radio buttons Tab stops at one.
NUMBER = """() => {
  const wanted = [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter(e => !e.disabled && e.type !== 'hidden' && e.tabIndex >= 0)
    .filter(e => e.checkVisibility({visibilityProperty: true}));
  const groups = new Map();
  let stops = 0;
  for (const e of wanted) {
    const group = e.type === 'radio' ? `${e.form?.id} ${e.form?.action} ${e.name}` : null;
    if (group !== null && groups.has(group)) { e.dataset.stop = groups.get(group); continue; }
    if (group !== null) groups.set(group, stops);
    e.dataset.stop = stops++;
  }
  return stops;
}"""
# What is pressed with a pointer only: a hand over it, and nothing around it that takes the focus.
ONLY_FOR_POINTERS = """() => [...document.querySelectorAll('main *, header *, nav *')]
  .filter(e => getComputedStyle(e).cursor === 'pointer' && e.checkVisibility())
  .filter(e => !e.closest('a[href], button, label, summary, input, select, [tabindex], option'))
  .filter(e => !e.closest('.leaflet-container'))
  .map(e => e.outerHTML.slice(0, 90))"""
# Where the focus is, and whether somebody sees it there: a line around it or around its label,
# and nothing lying over it.
HERE = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const lined = x => {
    const style = x && getComputedStyle(x);
    return style && ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
      || style.boxShadow !== 'none');
  };
  const box = e.getBoundingClientRect();
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, window.innerHeight);
  const x = box.left + box.width / 2, y = top + Math.max(bottom - top, 0) / 2;
  const over = document.elementFromPoint(x, y);
  const inside = x >= 0 && y >= 0 && x <= window.innerWidth && y <= window.innerHeight;
  const free = over && (e.contains(over) || over.contains(e) || e.labels?.[0]?.contains(over));
  return {
    stop: e.dataset.stop ?? null,
    lined: Boolean([e, e.closest('label'), e.labels?.[0], e.nextElementSibling].some(lined)),
    free: Boolean(inside && free), html: e.outerHTML.slice(0, 90),
  };
}"""


def keyboard_faults(page: Page) -> Iterator[str]:
    """Yield what a person without a pointer cannot reach, or does not see when there."""
    yield from (f"only for pointers: {one}" for one in page.evaluate(ONLY_FOR_POINTERS))
    stops = page.evaluate(NUMBER)
    page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
    page.mouse.click(0, 0)
    seen: set[str] = set()
    unseen: dict[str, str] = {}
    for _press in range(stops + 12):  # what a page adds on focus, and the browser's own stops
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None or here["stop"] is None:
            continue
        if here["stop"] in seen and len(seen) == stops:
            break
        seen.add(here["stop"])
        if not here["lined"]:
            unseen[here["stop"]] = f"focus is not seen: {here['html']}"
        elif not here["free"]:
            unseen[here["stop"]] = f"something lies over the focus: {here['html']}"
    yield from unseen.values()
    for missing in sorted(set(map(str, range(stops))) - seen, key=int):
        found = page.locator(f"[data-stop='{missing}']").first
        yield f"not reached by Tab: {found.evaluate('e => e.outerHTML.slice(0, 90)')}"
