/** Tables for people. Pure. */

/** How a cell lies in its column; `decimal` puts points under points. */
export type Alignment = "left" | "right" | "decimal";

export interface Column<Row> {
  readonly title: string;
  readonly align?: Alignment;
  readonly of: (row: Row) => string;
}

const GAP = "  ";
/** Control characters, and those that nobody sees. */
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Lines of equal columns, the titles first; nothing in them steers a terminal. */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = columns.map(({ title, align = "left", of }) =>
    columnCells(
      title,
      align,
      rows.map((row) => printable(of(row))),
    ),
  );
  return [...rows.keys(), rows.length].map((n) =>
    cells
      .map((column) => column[n] ?? "")
      .join(GAP)
      .trimEnd(),
  );
}

function columnCells(title: string, align: Alignment, texts: readonly string[]): string[] {
  const aligned = align === "decimal" ? pointsUnderPoints(texts) : texts;
  const width = Math.max(widthOf(title), ...aligned.map(widthOf));
  return [title, ...aligned].map((text) => {
    const blanks = " ".repeat(width - widthOf(text));
    return align === "left" ? text + blanks : blanks + text;
  });
}

/** Pads on the right what a shorter fraction lacks. */
function pointsUnderPoints(texts: readonly string[]): string[] {
  const fraction = (text: string): number => {
    const point = text.indexOf(".");
    return point < 0 ? 0 : text.length - point;
  };
  const longest = Math.max(0, ...texts.map(fraction));
  return texts.map((text) => text + " ".repeat(longest - fraction(text)));
}

const widthOf = (text: string): number => [...text].length;

/** Text of others, such as an operator's names, with a sign in place of each control character. */
export const printable = (text: string): string => text.replace(STEERING, "\ufffd");

/** JSON of texts of others, which itself escapes only some control characters: the same value, steering no terminal. */
export const escaped = (json: string): string =>
  json.replace(STEERING, (character) =>
    [...Array(character.length).keys()]
      .map((n) => `\\u${character.charCodeAt(n).toString(16).padStart(4, "0")}`)
      .join(""),
  );
