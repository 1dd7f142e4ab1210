import { Cell } from "./cell.ts";

export type Theme = "light" | "dark";

const KEPT = "walras.theme";

const preferred = matchMedia("(prefers-color-scheme: dark)");

/** What the reader chose; undefined: as the system has it. */
function kept(): Theme | undefined {
  const value = attempt(() => localStorage.getItem(KEPT));
  return value === "light" || value === "dark" ? value : undefined;
}

/** A browser that lets pages keep nothing throws at the mere question. */
function attempt<T>(what: () => T): T | undefined {
  try {
    return what();
  } catch {
    return undefined;
  }
}

const system = (): Theme => (preferred.matches ? "dark" : "light");

/** The theme that is shown. */
export const theme = new Cell<Theme>(kept() ?? system());

function show(value: Theme): void {
  document.documentElement.dataset["theme"] = value;
  theme.set(value);
}

export function startTheme(): void {
  show(theme.value);
  preferred.addEventListener("change", () => show(kept() ?? system()));
}

export function toggleTheme(): void {
  const next = theme.value === "dark" ? "light" : "dark";
  attempt(() => localStorage.setItem(KEPT, next));
  show(next);
}
