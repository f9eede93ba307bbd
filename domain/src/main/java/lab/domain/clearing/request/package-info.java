/** What an account asks for, and the reasons why not. */
@NullMarked
package lab.domain.clearing.request;

import org.jspecify.annotations.NullMarked;
