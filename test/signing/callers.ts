/** How each language's file is called: a program that prints one token for Zoë "Q" of Quill & Co. */
export interface Caller {
  language: string;
  /** In examples/signing. */
  file: string;
  /** Its name beside the file while it runs. */
  name: string;
  program: string;
  command: readonly string[];
}

const person = String.raw`"id": "u-1", "name": "Zo\u00eb \"Q\"", "email": "zoe@quill.example", "role": "owner"`;

export const callers: readonly Caller[] = [
  {
    language: "Node",
    file: "sign.mjs",
    name: "call.mjs",
    program: `import { signStoaToken } from "./sign.mjs";
process.stdout.write(signStoaToken({ ${person} }, { id: "c-1", name: "Quill & Co" }));`,
    command: [process.execPath, "call.mjs"],
  },
  {
    language: "Python",
    file: "sign.py",
    name: "call.py",
    program: `from sign import sign_stoa_token
print(sign_stoa_token({ ${person} }, { "id": "c-1", "name": "Quill & Co" }), end="")`,
    command: ["/usr/bin/python3", "call.py"],
  },
  {
    language: "Ruby",
    file: "sign.rb",
    name: "call.rb",
    program: `require_relative "sign"
print sign_stoa_token({ ${person} }, { id: "c-1", name: "Quill & Co" })`,
    command: ["ruby", "call.rb"],
  },
  {
    language: "PHP",
    file: "sign.php",
    name: "call.php",
    program: `<?php require "sign.php";
echo sign_stoa_token(json_decode('{ ${person.replaceAll("\\", "\\\\")} }', true), ["id" => "c-1", "name" => "Quill & Co"]);`,
    command: ["php", "call.php"],
  },
  {
    language: "Go",
    file: "sign.go",
    name: "call.go",
    program: `package main

func main() {
	token, err := SignStoaToken(Person{"u-1", "Zo\\u00eb \\"Q\\"", "zoe@quill.example", "owner"}, Customer{"c-1", "Quill & Co"})
	if err != nil {
		panic(err)
	}
	print(token)
}`,
    command: ["go", "run", "sign.go", "call.go"],
  },
  {
    language: "Java",
    file: "StoaToken.java",
    name: "Call.java",
    program: `public class Call {
  public static void main(String[] given) throws Exception {
    System.out.print(StoaToken.sign(
      new StoaToken.Person("u-1", "Zo\\u00eb \\"Q\\"", "zoe@quill.example", "owner"), new StoaToken.Customer("c-1", "Quill & Co")));
  }
}`,
    command: ["sh", "-c", "javac StoaToken.java Call.java && java Call"],
  },
];
