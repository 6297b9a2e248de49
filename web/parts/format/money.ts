/** Integer micro-units (millionths) of a currency as money with its currency: `EUR 12.50`. */
export function formatMoney(micros: number | bigint, currency: string, locale?: string): string {
  const amount = Number(micros) / 1_000_000;
  const digits = Math.abs(amount) > 0 && Math.abs(amount) < 0.01 ? 4 : 2;
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "code",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount);
}
