// Listening to the flag definitions of a project, as SDKs that evaluate flags themselves do.

// When each push came, in milliseconds of performance.now(): a list that grows until `signal` ends it.
export function definitionPushes(leapfrog, project, signal) {
  const pushes = [];
  const listen = async () => {
    const { body } = await fetch(`${leapfrog.url}/flags/definitions/changes?token=${project.token}`, {
      headers: { authorization: `Bearer ${leapfrog.project.key}` },
      signal,
    });
    let text = "";
    for await (const more of body.pipeThrough(new TextDecoderStream())) {
      const events = (text + more).split("\n\n");
      text = events.pop();
      for (const event of events) if (event.includes("event: definitions")) pushes.push(performance.now());
    }
  };
  listen().catch((error) => {
    if (!signal.aborted) throw error;
  });
  return pushes;
}
