package lab.domain.clearing;

import java.util.Optional;
import lab.domain.clearing.quote.Claim;

/** Where an {@link AccountLedger} keeps claims that came before their turn, one by one. */
public interface HeldClaims {
    void put(long number, Claim claim);

    /** Takes out the claim of that number, if it is there. */
    Optional<Claim> take(long number);
}
