// Go 1.18 or newer, nothing to install.
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"os"
	"time"
)

type Person struct{ ID, Name, Email, Role string }
type Customer struct{ ID, Name string }

// SignStoaToken makes a token that signs one of your people in at the marketplace: good once, for a minute.
func SignStoaToken(person Person, customer Customer) (string, error) {
	file, err := os.ReadFile(os.Getenv("STOA_KEY_FILE"))
	if err != nil {
		return "", err
	}
	block, _ := pem.Decode(file)
	if block == nil {
		return "", errors.New("STOA_KEY_FILE is no PEM file")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return "", err
	}
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		return "", err
	}
	now := time.Now().Unix()
	header, _ := json.Marshal(map[string]any{"alg": "EdDSA", "typ": "JWT", "kid": os.Getenv("STOA_KID")})
	claims, _ := json.Marshal(map[string]any{
		"iss": os.Getenv("STOA_ISSUER"), "aud": os.Getenv("STOA_URL"), "jti": hex.EncodeToString(id), "iat": now, "exp": now + 60,
		"sub": person.ID, "name": person.Name, "email": person.Email, "role": person.Role,
		"customer": map[string]string{"id": customer.ID, "name": customer.Name},
	})
	part := base64.RawURLEncoding.EncodeToString
	signed := part(header) + "." + part(claims)
	return signed + "." + part(ed25519.Sign(key.(ed25519.PrivateKey), []byte(signed))), nil
}
