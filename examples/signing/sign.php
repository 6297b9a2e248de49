<?php
// PHP 8 with its own sodium, nothing to install.

function stoa_part(string $data): string
{
    return rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
}

/** A token that signs one of your people in at the marketplace: good once, for a minute. */
function sign_stoa_token(array $person, array $customer): string
{
    // An Ed25519 key in PEM ends with its 32 secret bytes.
    $pem = preg_replace('/-----[^-]+-----|\s/', '', file_get_contents(getenv('STOA_KEY_FILE')));
    $key = sodium_crypto_sign_secretkey(sodium_crypto_sign_seed_keypair(substr(base64_decode($pem), -32)));
    $now = time();
    $header = ['alg' => 'EdDSA', 'typ' => 'JWT', 'kid' => getenv('STOA_KID')];
    $claims = [
        'iss' => getenv('STOA_ISSUER'), 'aud' => getenv('STOA_URL'), 'jti' => bin2hex(random_bytes(16)), 'iat' => $now, 'exp' => $now + 60,
        'sub' => $person['id'], 'name' => $person['name'], 'email' => $person['email'], 'role' => $person['role'], 'customer' => $customer,
    ];
    $signed = stoa_part(json_encode($header)) . '.' . stoa_part(json_encode($claims));
    return $signed . '.' . stoa_part(sodium_crypto_sign_detached($signed, $key));
}
