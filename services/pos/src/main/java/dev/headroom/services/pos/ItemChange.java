package dev.headroom.services.pos;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * A request to change an item.
 *
 * @param variations new prices; a variation that is not named keeps its price
 * @param version the version that the change was made on
 */
record ItemChange(
    @NotBlank @Size(max = 160) String name,
    @NotNull @Size(max = 500) String description,
    @NotNull Boolean available,
    @NotNull @Size(max = 50) List<@NotNull @Valid Price> variations,
    @NotNull @Min(0) Integer version) {

  /** A variation's new price. */
  record Price(@NotNull Long id, @NotNull @Min(0) @Max(Money.MAX_PRICE) Long priceMinor) {}
}
