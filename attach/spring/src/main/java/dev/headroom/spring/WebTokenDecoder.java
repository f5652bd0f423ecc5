package dev.headroom.spring;

import dev.headroom.web.TokenCache;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Decodes and validates a token once. */
final class WebTokenDecoder implements JwtDecoder {

  private final String name;
  private final JwtDecoder decoder;
  private final ObjectProvider<TokenCache<Jwt>> cache;

  WebTokenDecoder(String name, JwtDecoder decoder, ObjectProvider<TokenCache<Jwt>> cache) {
    this.name = name;
    this.decoder = decoder;
    this.cache = cache;
  }

  @Override
  public Jwt decode(String token) {
    return cache.getObject().get(name, token, this::validated);
  }

  private TokenCache.Valid<Jwt> validated(String token) {
    Jwt jwt = decoder.decode(token);
    return new TokenCache.Valid<>(jwt, jwt.getExpiresAt(), jwt.getNotBefore());
  }
}
