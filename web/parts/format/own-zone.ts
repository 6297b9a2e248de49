/** The time zone of whoever looks, such as `Europe/Berlin`. */
export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
