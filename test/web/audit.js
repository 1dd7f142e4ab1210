// What a reader without sight, without colours or without a mouse would miss on the page: a list of faults, empty if there is none.
// Evaluated in the browser; the last expression is the answer.

const LEAST_CONTRAST = 4.5;

const visible = (element) => element.getClientRects().length > 0;
const all = (selector) => [...document.querySelectorAll(selector)].filter(visible);
const told = (element) => element.outerHTML.slice(0, 120).replace(/\s+/g, " ");
const faultIf = (wrong, what, element) => (wrong ? [`${what}: ${told(element)}`] : []);

function nameOf(element) {
  const by = element.getAttribute("aria-labelledby");
  const labelled = by === null ? "" : (document.getElementById(by)?.textContent ?? "");
  const labels = [...(element.labels ?? [])].map((label) => label.textContent).join(" ");
  const own = element.matches("input, select") ? "" : element.textContent;
  return [element.getAttribute("aria-label"), labelled, labels, own].join("").trim();
}

const named = () =>
  all("a, button, input, select, summary, [role=img], nav, section").flatMap((element) =>
    faultIf(nameOf(element) === "", "has no name", element),
  );

const links = () =>
  all("a").flatMap((link) => faultIf(!link.hasAttribute("href"), "leads nowhere", link));

const tables = () =>
  all("table").flatMap((table) => [
    ...faultIf(table.caption === null, "has no caption", table),
    ...[...table.querySelectorAll("th")].flatMap((head) =>
      faultIf(!head.hasAttribute("scope"), "has no scope", head),
    ),
  ]);

function ids() {
  const given = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  const twice = given.filter((id, at) => given.indexOf(id) !== at);
  return twice.map((id) => `id used twice: ${id}`);
}

const references = () =>
  ["aria-labelledby", "aria-describedby"].flatMap((attribute) =>
    [...document.querySelectorAll(`[${attribute}]`)].flatMap((element) => {
      const missing = element
        .getAttribute(attribute)
        .split(" ")
        .some((id) => document.getElementById(id) === null);
      return faultIf(missing, "names no element", element);
    }),
  );

const tabbing = () =>
  [...document.querySelectorAll("[tabindex]")].flatMap((element) =>
    faultIf(element.tabIndex > 0, "disturbs the order of tabbing", element),
  );

const landmarks = () =>
  ["h1", "body > div > header", "main", "body > div > footer"].flatMap((selector) =>
    all(selector).length === 1 ? [] : [`${all(selector).length} of ${selector}`],
  );

function width() {
  const { scrollWidth } = document.documentElement;
  return scrollWidth > innerWidth ? [`scrolls sideways: ${scrollWidth} of ${innerWidth} px`] : [];
}

function rgba(text) {
  const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return { r, g, b, a };
}

function over(top, bottom) {
  const mix = (name) => top[name] * top.a + bottom[name] * (1 - top.a);
  return { r: mix("r"), g: mix("g"), b: mix("b"), a: 1 };
}

function groundOf(element) {
  if (element === null) return { r: 255, g: 255, b: 255, a: 1 };
  const own = rgba(getComputedStyle(element).backgroundColor);
  return own.a === 1 ? own : over(own, groundOf(element.parentElement));
}

function luminance({ r, g, b }) {
  const [red, green, blue] = [r, g, b].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrastOf(element) {
  const ground = groundOf(element);
  const ink = over(rgba(getComputedStyle(element).color), ground);
  const [light, dark] = [luminance(ink), luminance(ground)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function contrasts() {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const elements = new Set();
  while (texts.nextNode()) {
    if (texts.currentNode.textContent.trim() !== "") elements.add(texts.currentNode.parentElement);
  }
  const shown = [...elements].filter(
    (element) => visible(element) && !element.closest("svg, .unseen, :disabled"),
  );
  return shown.flatMap((element) => {
    const contrast = contrastOf(element);
    return faultIf(contrast < LEAST_CONTRAST, `contrast ${contrast.toFixed(2)}`, element);
  });
}

[
  ...(document.documentElement.lang === "" ? ["the language is not told"] : []),
  ...[named, links, tables, ids, references, tabbing, landmarks, width, contrasts].flatMap((look) =>
    look(),
  ),
];
