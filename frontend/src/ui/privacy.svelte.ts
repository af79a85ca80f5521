/** Whether the middle of telephone numbers is kept from whoever looks over the operator's shoulder. */
export const privacy = $state({ hidden: false });
