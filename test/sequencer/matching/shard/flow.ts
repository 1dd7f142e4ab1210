import type { Random } from "../../../reference/random.ts";

/** A flow of messages: orders that meet, cancels, and now and then a line that is refused or blank. */
export function messageFlow(random: Random, lines: number): string {
  let text = "";
  for (let n = 0; n < lines; n++) {
    const id = `"order ${n} \\u0041ö"`;
    const timestamp = 1_678_886_400_000 + n;
    const kind = random.below(100);
    if (kind < 2) text += "no JSON\n";
    else if (kind < 3) text += "\n";
    else if (kind < 5) text += orderLine(`"${n}"`, timestamp, random.below(9), 0, "buy");
    else if (kind < 30)
      text += `{"type":"cancel","order_id":"order ${random.below(n + 1)} Aö","timestamp":${timestamp}}\n`;
    else
      text += orderLine(
        id,
        timestamp,
        random.below(20),
        random.between(1, 30),
        random.pick(["buy", "sell"]),
      );
  }
  return text;
}

const orderLine = (
  id: string,
  timestamp: number,
  price: number,
  quantity: number,
  side: string,
): string =>
  `{"type":"order","order_id":${id},"timestamp":${timestamp},"price":${price},"quantity":${quantity},"side":"${side}"}\n`;
