package lab.domain.clearing.house;

import java.util.Optional;
import lab.domain.clearing.Claim;

/** Where an {@link AccountLedger} keeps claims that came before their turn, one by one. */
public interface HeldClaims {
    void put(long number, Claim claim);

    /** Takes out the claim of that number, if it is there. */
    Optional<Claim> take(long number);
}
