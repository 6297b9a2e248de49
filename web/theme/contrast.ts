/** A colour as red, green, blue in 0..255. */
export type Rgb = readonly [number, number, number];

/** Reads `#rgb` or `#rrggbb`; undefined when the text is neither. */
export function readHex(text: string): Rgb | undefined {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text.trim());
  const hex = short
    ? `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join("")}`
    : text.trim();
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return undefined;
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function showHex([red, green, blue]: Rgb): string {
  return `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, "0")}`;
}

/** Relative luminance in 0..1, WCAG 2.2. */
export function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio of two colours, 1..21, WCAG 2.2. */
export function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Mixes towards `target`; `share` 0 keeps the colour, 1 gives the target. */
export function mix(colour: Rgb, target: Rgb, share: number): Rgb {
  const channel = (index: 0 | 1 | 2) => Math.round(colour[index] + (target[index] - colour[index]) * share);
  return [channel(0), channel(1), channel(2)];
}

/** The colour itself when it reads on the ground at `ratio`, else the nearest mix with black or white that does. */
export function readableOn(colour: Rgb, ground: Rgb, ratio = 4.5): Rgb {
  const target: Rgb = luminance(ground) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  for (let step = 0; step <= 20; step++) {
    const tried = mix(colour, target, step / 20);
    if (contrast(tried, ground) >= ratio) return tried;
  }
  return target;
}
