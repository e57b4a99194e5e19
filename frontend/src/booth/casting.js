// The one request the booth makes: posting the finished ballot to the address the page gave.

/**
 * Post the ballot. Answers { accepted: receipt }, { refused: { code, message } } or { unknown: true }.
 *
 * "unknown" means that no answer came back: the ballot may or may not have arrived. Posting the
 * same ballot again is safe, because the server answers a repeat with the first receipt.
 */
export async function cast({ submitUrl, csrfToken, csrfHeader = "X-CSRFToken" }, ballot) {
  let response;
  let body;
  try {
    response = await fetch(submitUrl, {
      method: "POST",
      credentials: "same-origin",
      redirect: "error",
      headers: {
        "Content-Type": "application/json",
        ...(csrfToken ? { [csrfHeader]: csrfToken } : {}),
      },
      body: ballot.text,
    });
    body = await response.json();
  } catch {
    return { unknown: true };
  }
  if (response.status >= 500) return { unknown: true };
  if (!response.ok)
    return { refused: { code: body.code || String(response.status), message: body.message } };
  // A server that names another ballot has not accepted this one.
  if (body.tracker !== ballot.tracker) return { refused: { code: "receipt.tracker" } };
  return { accepted: body };
}
