/** Where Stoa is in tests. */
export const publicUrl = "http://127.0.0.1:4400";
