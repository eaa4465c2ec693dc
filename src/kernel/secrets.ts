/** Members whose values are secrets wherever they stand. */
export const SECRET_MEMBER =
  /^(password|token|tokens|authToken|access_token|api_access_token|bcrypt|hashedToken|loginTokens|twofactor_secret|authorization|x-api-auth|services|secret)$/i

/** Texts that are secrets by their form: bcrypt hashes, Meteor tokens, Kanboard's 60-digit tokens. */
export const SECRET_TEXT =
  /\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}|\b[A-Za-z0-9_-]{43}\b|\b[0-9a-f]{60}\b|[A-Za-z0-9+/]{43}=/g
