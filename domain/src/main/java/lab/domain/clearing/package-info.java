/**
 * What is asked of the clearing house, by which terms and quotes it answers, and what it answers:
 * plain values. The rules are in {@code house} and {@code quote}.
 */
@NullMarked
package lab.domain.clearing;

import org.jspecify.annotations.NullMarked;
