export const moment = (milliseconds: number): string => new Date(milliseconds).toISOString();
export const momentOrNull = (milliseconds: number | null): string | null => (milliseconds === null ? null : moment(milliseconds));
