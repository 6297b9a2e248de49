import type { MeView } from "@stoa/contract";
import { ActionIcon, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CodeIcon, LeaveIcon, PersonIcon } from "../parts/icons.ts";
import { signOut } from "./sign-out.ts";

/** Who is signed in, and the way out. */
export function PersonMenu({ me }: { me: MeView }) {
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={`Signed in as ${me.person?.name ?? "nobody"}`}>
          <PersonIcon size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.person?.name}
          {me.person?.email ? <div>{me.person.email}</div> : null}
        </Menu.Label>
        <Menu.Item leftSection={<CodeIcon size={14} />} component={Link} to="/reference">
          HTTP API
        </Menu.Item>
        <Menu.Item leftSection={<LeaveIcon size={14} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
