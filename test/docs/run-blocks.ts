import type { Block } from "./read-blocks.ts";

/** Who does what a block says, and where. */
export interface Scene<Who extends string> {
  file: string;
  heading: string;
  as: Who;
}

/** Runs one line in the seat's own folder and environment, as it would be typed. */
export type RunLine<Who extends string> = (who: Who, line: string) => Promise<{ code: number; told: string }>;

export interface Story<Who extends string> {
  scenes: readonly Scene<Who>[];
  /** What stands in documents for something that only a deployment knows. */
  placeholders: Readonly<Record<string, (who: Who, line: string) => Promise<string> | string>>;
  /** Commands other tests run, with the reason they are not run here. */
  notHere: Readonly<Record<string, string>>;
  run: RunLine<Who>;
}

/** Does everything the blocks say, in the story's order. @returns what is wrong, one line each; a command nobody runs is wrong */
export async function runBlocks<Who extends string>(blocks: readonly Block[], story: Story<Who>): Promise<string[]> {
  const wrong = blocks
    .filter((block) => !story.scenes.some((scene) => isOf(scene, block)))
    .map((block) => `${block.file}:${block.line} "${block.heading}" is in no scene, so its commands are not run`);
  for (const scene of story.scenes) {
    const own = blocks.filter((block) => isOf(scene, block));
    if (own.length === 0) wrong.push(`${scene.file} has no sh block under "${scene.heading}"`);
    for (const block of own) {
      for (const command of block.commands) {
        const fault = await runCommand(command, scene.as, story);
        if (fault !== undefined) wrong.push(`${block.file} "${block.heading}": ${fault}`);
      }
    }
  }
  return wrong;
}

function isOf(scene: { file: string; heading: string }, block: Block): boolean {
  return scene.file === block.file && scene.heading === block.heading;
}

async function runCommand<Who extends string>(command: string, who: Who, story: Story<Who>): Promise<string | undefined> {
  if (story.notHere[command] !== undefined) return undefined;
  let line = command;
  for (const [placeholder, find] of Object.entries(story.placeholders))
    if (line.includes(placeholder)) line = line.replaceAll(placeholder, await find(who, command));
  const left = /<[a-z]+>/.exec(line)?.[0];
  if (left !== undefined) return `${command}: nothing is known for ${left}`;
  const { code, told } = await story.run(who, line);
  return code === 0 ? undefined : `${command}: ended with ${code}: ${told.trim().split("\n").slice(-6).join(" | ")}`;
}
