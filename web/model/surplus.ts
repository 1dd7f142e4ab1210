/** What was left over at the clearing price or better, in words. */
export function surplusSentence(surplus: number, quantity: (lots: number) => string): string {
  if (surplus === 0) return "balanced";
  return surplus > 0
    ? `${quantity(surplus)} more bid than asked`
    : `${quantity(-surplus)} more asked than bid`;
}
