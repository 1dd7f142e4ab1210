/** Actions with the client already given, as methods. */
export type Bound<Actions> = {
  readonly [Name in keyof Actions]: Actions[Name] extends (
    client: never,
    ...rest: infer Rest
  ) => infer Result
    ? (...rest: Rest) => Result
    : never;
};

type Action<Client> = (client: Client, ...rest: never[]) => unknown;

/** Gives a client to each of the actions. */
export function bind<Client, Actions extends Readonly<Record<string, Action<Client>>>>(
  client: Client,
  actions: Actions,
): Bound<Actions> {
  const bound = Object.entries(actions).map(([name, action]) => {
    return [name, (...rest: never[]) => action(client, ...rest)] as const;
  });
  return Object.fromEntries(bound) as unknown as Bound<Actions>;
}
