import type { MeView } from "@stoa/contract";
import { ActionIcon, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CodeIcon, LeaveIcon, PersonIcon } from "../parts/icons.ts";
import { signOut } from "./sign-out.ts";
import { t } from "../words/t.ts";

/** Who is signed in, and the way out. */
export function PersonMenu({ me }: { me: MeView }) {
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t("Signed in as {name}", { name: me.person?.name ?? t("nobody") })}>
          <PersonIcon size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.person?.name}
          {me.person?.email ? <div>{me.person.email}</div> : null}
        </Menu.Label>
        <Menu.Item leftSection={<CodeIcon size={14} />} component={Link} to="/reference">
          {t("HTTP API")}
        </Menu.Item>
        <Menu.Item leftSection={<LeaveIcon size={14} />} onClick={() => void signOut()}>
          {t("Sign out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
