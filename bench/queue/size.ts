/** How large a bench is to be. */
export interface Size {
  short: boolean;
  repeats: number;
}
