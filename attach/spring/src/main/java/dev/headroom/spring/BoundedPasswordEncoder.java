package dev.headroom.spring;

import dev.headroom.web.Hashing;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.crypto.password.PasswordEncoder;

/** An encoder that waits for its turn. */
final class BoundedPasswordEncoder implements PasswordEncoder {

  private final PasswordEncoder encoder;
  private final ObjectProvider<Hashing> hashing;

  BoundedPasswordEncoder(PasswordEncoder encoder, ObjectProvider<Hashing> hashing) {
    this.encoder = encoder;
    this.hashing = hashing;
  }

  @Override
  public @Nullable String encode(@Nullable CharSequence password) {
    return password == null
        ? encoder.encode(null)
        : hashing.getObject().run(() -> Objects.requireNonNull(encoder.encode(password)));
  }

  @Override
  public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
    return hashing.getObject().run(() -> encoder.matches(password, encoded));
  }

  @Override
  public boolean upgradeEncoding(@Nullable String encoded) {
    return encoder.upgradeEncoding(encoded);
  }
}
