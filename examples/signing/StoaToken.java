// Java 17 or newer, nothing to install.
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.*;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.*;

public class StoaToken {
    public record Person(String id, String name, String email, String role) {}
    public record Customer(String id, String name) {}

    /** A token that signs one of your people in at the marketplace: good once, for a minute. */
    public static String sign(Person person, Customer customer) throws Exception {
        String pem = Files.readString(Path.of(System.getenv("STOA_KEY_FILE"))).replaceAll("-----[^-]+-----|\\s", "");
        PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        long now = Instant.now().getEpochSecond();
        String header = "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":%s}".formatted(text(System.getenv("STOA_KID")));
        String claims = "{\"iss\":%s,\"aud\":%s,\"jti\":%s,\"iat\":%d,\"exp\":%d,\"sub\":%s,\"name\":%s,\"email\":%s,\"role\":%s,\"customer\":{\"id\":%s,\"name\":%s}}"
            .formatted(text(System.getenv("STOA_ISSUER")), text(System.getenv("STOA_URL")), text(UUID.randomUUID().toString()), now, now + 60,
                text(person.id()), text(person.name()), text(person.email()), text(person.role()), text(customer.id()), text(customer.name()));
        String signed = part(header.getBytes(StandardCharsets.UTF_8)) + "." + part(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key);
        signature.update(signed.getBytes(StandardCharsets.UTF_8));
        return signed + "." + part(signature.sign());
    }

    private static String part(byte[] data) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }

    /** A JSON string; use your JSON library where you have one. */
    private static String text(String value) {
        StringBuilder out = new StringBuilder("\"");
        value.chars().forEach(c -> out.append(c == '"' || c == '\\' ? "\\" + (char) c : c < 32 ? String.format("\\u%04x", c) : String.valueOf((char) c)));
        return out.append('"').toString();
    }
}
