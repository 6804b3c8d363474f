/** A certificate for "localhost" that nobody trusts, with its key: for tests on this machine only. */
export const testCertificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBlTCCATugAwIBAgIUWi3yt0Lm+RqZBsHHL+AkcLoOA3cwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTE2NDE0MVoYDzIxMjYxMDI4
MTY0MTQxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQLc2TQNkZQZamQpLXy5+kEPuuoU05brjItMDaeQplrSZa2M2XX/RPA
l44wzAeGf4rTM22xamrq+9HlKqCFx1ZQo2kwZzAdBgNVHQ4EFgQUF4ToKadERyiM
W/t4oi3kwWEqr1owHwYDVR0jBBgwFoAUF4ToKadERyiMW/t4oi3kwWEqr1owDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SAAwRQIhALfxNG29f2Op2CA2B9J454NvxysONWtss6SedGBDJZveAiAO1avaV5et
AqBpWQe7Bf49EaYcvx9WBRfnnZ6zJLypxA==
-----END CERTIFICATE-----`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgyisirI9VSWPs2Uau
i9PQiHxakQ40n99jWnL6HCCqUruhRANCAAQLc2TQNkZQZamQpLXy5+kEPuuoU05b
rjItMDaeQplrSZa2M2XX/RPAl44wzAeGf4rTM22xamrq+9HlKqCFx1ZQ
-----END PRIVATE KEY-----`,
  /** When it ends, epoch milliseconds. */
  end: Date.parse("2126-10-28T16:41:41Z"),
} as const;
