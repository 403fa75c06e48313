// What accounts send by e-mail, as people meet it: an invitation that is accepted, a forgotten password, a test.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { owner } from "../harness/leapfrog.mjs";
import { startMailServer } from "../harness/smtp.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, openProfile, openSignedIn, phone, picture, signIn, startApp } from "./app.mjs";

let mail;
let app;
let leapfrog;
let page;
before(async () => {
  mail = await startMailServer({ refuses: (to) => to.startsWith("nobody@") });
  app = await startApp("letters", {
    args: [
      ...["--smtp-url", mail.url, "--smtp-require-tls", "no", "--mail-from", "leapfrog@example.com"],
      ...["--public-url", "https://app.example.com"],
    ],
  });
  leapfrog = app.leapfrog;
  page = await openSignedIn(app);
});
after(async () => {
  await app?.close();
  await mail?.close();
});

const letterTo = (to, subject) =>
  until(() => mail.letters.find((letter) => letter.to.includes(to) && subject.test(letter.subject)), {
    what: `a letter to ${to}`,
  });
// The path of the link in a letter, whose origin is the one that the operator set.
const pathIn = (letter) => {
  const [, path] = /https:\/\/app\.example\.com(\/\S+)/.exec(letter.text);
  assert.ok(letter.html.includes(`href="https://app.example.com${path}"`), "the same link in both parts");
  return path;
};

it("says whether e-mail works, and sends a test", async () => {
  await page.goto(`/project/${leapfrog.project.id}/settings/mail`);
  await page.getByText("leapfrog@example.com").waitFor();
  await page.getByRole("button", { name: `Send a test to ${owner.email}` }).click();
  await page.getByText("The mail server took it.").waitFor();
  await letterTo(owner.email, /Test of/);
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "settings-mail");
});

it("invites somebody by e-mail, who joins by the link in it", async () => {
  await page.goto(`/project/${leapfrog.project.id}/settings/members`);
  await page.getByRole("button", { name: "Invite somebody" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Email").fill("grace@example.com");
  await dialog.getByLabel("A few words").fill("We need you for the compiler");
  await picture(page, "invite");
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByRole("heading", { name: "Invitation sent" }).waitFor();
  await picture(page, "invite-sent");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByText("Member · sent").waitFor();

  const letter = await letterTo("grace@example.com", /invites you/);
  assert.match(letter.text, /We need you for the compiler/);
  const guest = await openProfile(app.browser, leapfrog.url, { viewport: phone });
  await guest.goto(pathIn(letter));
  await guest.getByText("Invited as").waitFor();
  await assertFits(guest);
  await assertAccessible(guest);
  await picture(guest, "invitation-phone");
  await guest.getByLabel("Your name").fill("Grace");
  await guest.getByLabel("Password", { exact: true }).fill("nanoseconds of copper wire");
  await guest.keyboard.press("Enter");
  await guest.waitForURL(/\/project\/\d+\//);
  assert.deepEqual(guest.problems, []);
  await guest.context().close();

  const members = (await leapfrog.must("/api/organizations/@current/members/")).results;
  assert.equal(members.find(({ user }) => user.email === "grace@example.com")?.level, 1);
});

it("lets somebody who forgot their password choose another, once", async () => {
  const guest = await openProfile(app.browser, leapfrog.url);
  await guest.goto("/login");
  await guest.getByRole("link", { name: "Forgot your password?" }).click();
  await guest.getByRole("heading", { name: "Forgot your password?" }).waitFor();
  await assertAccessible(guest);
  await picture(guest, "forgot-password");
  await guest.getByLabel("Email").fill("grace@example.com");
  await guest.keyboard.press("Enter");
  await guest.getByRole("heading", { name: "Look into your mailbox" }).waitFor();
  await picture(guest, "forgot-password-asked");
  // The same for somebody who is not here.
  await guest.getByRole("button", { name: "Ask again" }).click();
  await guest.getByLabel("Email").fill("linus@example.com");
  await guest.keyboard.press("Enter");
  await guest.getByText("If linus@example.com has an account here").waitFor();

  const path = pathIn(await letterTo("grace@example.com", /new password/i));
  assert.equal(mail.letters.filter(({ to }) => to.includes("linus@example.com")).length, 0);
  await guest.goto(path);
  await guest.getByRole("heading", { name: "Choose a new password" }).waitFor();
  await assertAccessible(guest);
  await picture(guest, "new-password");
  await guest.getByLabel("New password").fill("a hopper full of bugs");
  await guest.keyboard.press("Enter");
  await guest.waitForURL(/\/project\/\d+\//);
  await guest.getByText("Your password was changed, and you are signed in").waitFor();
  assert.deepEqual(guest.problems, []);
  await letterTo("grace@example.com", /password was changed/);

  await guest.goto(path);
  await guest.getByRole("heading", { name: "This link does not work" }).waitFor();
  await guest.getByText("This link has expired or was used already.").waitFor();
  await picture(guest, "new-password-used");
  await guest.context().close();

  const again = await openProfile(app.browser, leapfrog.url);
  await signIn(again, { email: "grace@example.com", password: "a hopper full of bugs" });
  await again.context().close();
});

it("asks for the password before it changes an address, and tells the old one", async () => {
  const guest = await openProfile(app.browser, leapfrog.url);
  await signIn(guest, { email: "grace@example.com", password: "a hopper full of bugs" });
  await guest.goto(`/project/${leapfrog.project.id}/settings/profile`);
  await guest.getByLabel("Email").fill("hopper@example.com");
  await guest.getByLabel("Present password").first().fill("a hopper full of bugs");
  await picture(guest, "profile-address");
  await guest.getByRole("button", { name: "Save changes" }).click();
  await guest.getByText("Sign in with the new address").waitFor();
  await letterTo("grace@example.com", /address was changed/);
  await guest.context().close();
});
