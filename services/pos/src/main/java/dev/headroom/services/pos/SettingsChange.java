package dev.headroom.services.pos;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;

/**
 * A request to change settings.
 *
 * @param timeZone an IANA name, for example {@code Europe/Paris}
 * @param currency ISO 4217
 * @param closingHour local hour 0..12 until which orders count to the day before
 * @param taxRate additive, 0..1
 * @param serviceChargeRate 0..1
 * @param version the version that the change was made on
 */
record SettingsChange(
    @NotNull String timeZone,
    @NotNull String currency,
    @NotNull @Min(0) @Max(12) Integer closingHour,
    @NotNull @DecimalMin("0") @DecimalMax("1") @Digits(integer = 1, fraction = 4)
        BigDecimal taxRate,
    @NotNull @DecimalMin("0") @DecimalMax("1") @Digits(integer = 1, fraction = 4)
        BigDecimal serviceChargeRate,
    @NotNull @Min(0) Integer version) {}
