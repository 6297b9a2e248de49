export type Both = Readonly<Record<"en" | "de", string>>;

/** A sentence about a failed run as the platform writes it, and how each language says it; names in braces are the pattern's groups. */
export type Sentence = readonly [RegExp, Both];
