import type { Asks, Say } from "@stoa/contract";

/**
 * What is asked for, as its reader reads it. Consents are held against what its publisher wrote, never against this.
 * @param say what the host read of it before; `sayField` the form's titles, which come with the release; `sayHost` what the host itself calls its actions
 */
export function sayAsks(asks: Asks, say: Say, sayField: Say = say, sayHost: Say = (text) => text): Asks {
  const notices = (list: Asks["permissions"]): Asks["permissions"] =>
    list.map(({ title, text }) => ({ title: say(title), text: say(text) }));
  const orNull = (text: string | null): string | null => (text === null ? null : say(text));
  const { permissions, data, fields, accounts, actions } = asks;
  return {
    ...asks,
    permissions: notices(permissions),
    data: notices(data),
    fields: fields.map((one) => ({ ...one, title: sayField(one.title) })),
    accounts: accounts.map((one) => ({ ...one, title: say(one.title), raw: orNull(one.raw) })),
    ...(actions
      ? { actions: actions.map((one) => ({ ...one, title: sayHost(one.title), text: sayHost(one.text), why: orNull(one.why) })) }
      : {}),
  };
}
