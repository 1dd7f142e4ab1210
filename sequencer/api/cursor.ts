import { ApiProblem } from "./problem.ts";

/**
 * Places in a listing. Each names the last item of a page by its own number, which never changes, so items that arrive meanwhile
 * neither repeat nor hide others. A cursor of one listing is refused by another.
 */

export type Listed =
  | "trades"
  | "batches"
  | "batchFills"
  | "accounts"
  | "orders"
  | "fills"
  | "history";

export function cursorAt(listed: Listed, place: number): string {
  return Buffer.from(`${listed}.${place}`).toString("base64url");
}

/**
 * The place that a cursor names; undefined without one.
 * @throws ApiProblem (malformedRequest) for anything that this listing did not give
 */
export function placeOf(listed: Listed, cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const place = Number(
    Buffer.from(cursor, "base64url")
      .toString()
      .slice(listed.length + 1),
  );
  if (Number.isSafeInteger(place) && place >= 0 && cursorAt(listed, place) === cursor) return place;
  const fault = {
    where: "query.cursor",
    given: cursor,
    expected: "`next` of a page of this listing",
  };
  throw new ApiProblem("malformedRequest", "The cursor is not of this listing.", {
    faults: [fault],
  });
}

export interface PageOf<T> {
  readonly items: T[];
  readonly next: string | null;
}

/**
 * A page of what was found; `found` holds one item more than `limit` if there are more.
 * @param place an item's own number
 */
export function pageOf<R, T>(
  listed: Listed,
  found: readonly R[],
  limit: number,
  place: (item: R) => number,
  model: (item: R) => T,
): { items: T[]; next: string | null } {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const next = found.length > limit && last !== undefined ? cursorAt(listed, place(last)) : null;
  return { items: shown.map(model), next };
}
