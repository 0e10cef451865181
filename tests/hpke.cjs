// Seals or opens a field with @hpke/core, from the design alone: nothing of ours is used. A task on the standard input
// as JSON, the answer on the standard output. The padding and the binding are written here a second time on purpose.
"use strict";
const fs = require("fs");
const { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } = require("@hpke/core");

const BLOCK = 32;
const KEY = 32;

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

const exact = (buffer) => buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength);

function binding(task) {
  return exact(Buffer.from(["talentcard/field/v1", task.kid, task.record, task.pointer].join("\0"), "utf-8"));
}

function padded(plain) {
  const text = Buffer.from(plain, "utf-8");
  const raw = Buffer.alloc(Math.ceil((text.length + 2) / BLOCK) * BLOCK);
  raw.writeUInt16BE(text.length, 0);
  text.copy(raw, 2);
  return exact(raw);
}

async function seal(task) {
  const recipientPublicKey = await suite.kem.deserializePublicKey(exact(Buffer.from(task.public, "base64url")));
  const sender = await suite.createSenderContext({ recipientPublicKey, info: binding(task) });
  const blob = Buffer.concat([Buffer.from(sender.enc), Buffer.from(await sender.seal(padded(task.plain)))]);
  return { sealed: `enc:v1:${task.kid}:${blob.toString("base64url")}` };
}

async function open(task) {
  const [, , kid, text] = task.sealed.split(":");
  const blob = Buffer.from(text, "base64url");
  const recipientKey = await suite.kem.importKey("raw", exact(Buffer.from(task.private, "base64")), false);
  const enc = exact(blob.subarray(0, KEY));
  const recipient = await suite.createRecipientContext({ recipientKey, enc, info: binding({ ...task, kid }) });
  const raw = Buffer.from(await recipient.open(exact(blob.subarray(KEY))));
  return { plain: raw.subarray(2, 2 + raw.readUInt16BE(0)).toString("utf-8") };
}

async function main() {
  const task = JSON.parse(fs.readFileSync(0, "utf-8"));
  try {
    process.stdout.write(JSON.stringify(await { seal, open }[task.do](task)));
  } catch (error) {
    process.stdout.write(JSON.stringify({ refused: error.name }));
  }
}

main();
