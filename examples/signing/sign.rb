# Ruby 3 with its own openssl, nothing to install.
require "base64"
require "json"
require "openssl"
require "securerandom"

STOA_KEY = OpenSSL::PKey.read(File.read(ENV.fetch("STOA_KEY_FILE")))

# A token that signs one of your people in at the marketplace: good once, for a minute.
def sign_stoa_token(person, customer)
  now = Time.now.to_i
  header = { alg: "EdDSA", typ: "JWT", kid: ENV.fetch("STOA_KID") }
  claims = {
    iss: ENV.fetch("STOA_ISSUER"), aud: ENV.fetch("STOA_URL"), jti: SecureRandom.uuid, iat: now, exp: now + 60,
    sub: person[:id], name: person[:name], email: person[:email], role: person[:role], customer: customer
  }
  signed = [header, claims].map { |one| Base64.urlsafe_encode64(JSON.generate(one), padding: false) }.join(".")
  "#{signed}.#{Base64.urlsafe_encode64(STOA_KEY.sign(nil, signed), padding: false)}"
end
