/** A devnet's key that came with the address, as #devnet-key=0x…; taken out of it at once, so that it is kept nowhere. */

const OFFER = /^#devnet-key=((?:0x)?[0-9a-fA-F]{64})$/;

let offered: string | undefined;

export function takeOfferedKey(): void {
  const [, key] = OFFER.exec(location.hash) ?? [];
  if (key === undefined) return;
  offered = key;
  history.replaceState(null, "", "#/");
}

/** The key, once. */
export function offeredKey(): string | undefined {
  const key = offered;
  offered = undefined;
  return key;
}
