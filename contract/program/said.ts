/** The sentence of a run that went well where its program found words for it: those, in quotation marks. The platform's own begin with "Done". */
export const saidSentence = (words: string): string => `“${words}”`;
export const isSaid = (sentence: string | null): boolean => sentence?.startsWith("“") ?? false;
