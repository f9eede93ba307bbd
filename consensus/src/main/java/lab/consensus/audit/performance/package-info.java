/** What an account was worth over time, beside buy & hold and luck. */
@NullMarked
package lab.consensus.audit.performance;

import org.jspecify.annotations.NullMarked;
