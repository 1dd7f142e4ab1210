/** A channel of the API's WebSocket. */
export type Channel =
  | { readonly name: "batches" }
  | { readonly name: "trades" | "book"; readonly market: number }
  | { readonly name: "account"; readonly account: number };

/** One name for one channel. */
export function keyOf(channel: Channel): string {
  switch (channel.name) {
    case "batches":
      return "batches";
    case "account":
      return `account:${channel.account}`;
    default:
      return `${channel.name}:${channel.market}`;
  }
}
