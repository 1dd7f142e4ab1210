/** Why something could not be shown or done, for people. */
export const textOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

export function Failure({ error }: { readonly error: unknown }) {
  return error === undefined ? null : (
    <p class="failure" role="alert">
      {textOf(error)}
    </p>
  );
}
